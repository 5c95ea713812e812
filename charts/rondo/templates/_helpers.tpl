{{/* Names and labels. The release's name is not in them: one Rondo a namespace, as Dapr's app ids are. */}}
{{- define "rondo.labels" -}}
app.kubernetes.io/part-of: rondo
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "rondo.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "rondo.redisAddress" -}}
{{- if eq .Values.redis.source "cluster" -}}rondo-redis:6379{{- else -}}{{ required "redis.address: expected host:port, as redis.source is address" .Values.redis.address }}{{- end -}}
{{- end }}

{{/* What no container may do. */}}
{{- define "rondo.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "rondo.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* CIDR ranges as peers; where one is everything, without what clouds tell their own machines: credentials among it. */}}
{{- define "rondo.ipBlocks" -}}
{{- range . }}
- ipBlock:
    cidr: {{ . }}
    {{- if eq . "0.0.0.0/0" }}
    except: [169.254.0.0/16]
    {{- end }}
{{- end }}
{{- end }}

{{/* The port of telemetry.otlpEndpoint. */}}
{{- define "rondo.otlpPort" -}}
{{- $url := urlParse .Values.telemetry.otlpEndpoint -}}
{{- if contains ":" $url.host -}}{{ splitList ":" $url.host | last }}{{- else -}}{{ ternary 443 80 (eq $url.scheme "https") }}{{- end -}}
{{- end }}

{{/* Kafka as services read it. */}}
{{- define "rondo.kafkaEnv" -}}
- name: KAFKA_BROKERS
  value: {{ .Values.kafka.brokers | quote }}
- name: KAFKA_AUTH_TYPE
  value: {{ .Values.kafka.authType | quote }}
- name: KAFKA_SASL_MECHANISM
  value: {{ .Values.kafka.saslMechanism | quote }}
- name: KAFKA_USERNAME
  value: {{ .Values.kafka.username | quote }}
- name: KAFKA_DISABLE_TLS
  value: {{ .Values.kafka.disableTls | quote }}
- name: KAFKA_CA_CERT
  value: {{ .Values.kafka.caCert | quote }}
- name: KAFKA_CLIENT_CERT
  value: {{ .Values.kafka.clientCert | quote }}
{{- end }}

{{/* The model behind the assistant; its key is the secret openai-api-key. What is empty is left to the service. */}}
{{- define "rondo.assistantEnv" -}}
{{- $variables := dict
  "OPENAI_BASE_URL" .Values.assistant.baseUrl
  "OPENAI_MODEL" .Values.assistant.model
  "ASSISTANT_DAILY_TOKENS" .Values.assistant.dailyTokens
  "ASSISTANT_DAILY_COST" .Values.assistant.dailyCost
  "ASSISTANT_INPUT_PRICE" .Values.assistant.inputPrice
  "ASSISTANT_OUTPUT_PRICE" .Values.assistant.outputPrice
  "ASSISTANT_STALL_SECONDS" .Values.assistant.stallSeconds
}}
{{- range $name, $value := $variables }}
{{- if not (kindIs "invalid" $value) }}
- name: {{ $name }}
  value: {{ kindIs "float64" $value | ternary ($value | toJson) $value | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/*
The secrets of the services, by their names. Those of a database are two for each: the service's own role, and the role that
owns its schema, for migrations.
*/}}
{{- define "rondo.secretNames" -}}
principal-signing-key cursor-key auth-secret vapid-keys webhook-encryption-key smtp-url kafka-password kafka-client-key redis-password openai-api-key
{{- range $name, $_ := omit .Values.services "gateway" }} {{ $name }}-database-url {{ $name }}-migration-url{{ end }}
{{- end }}

{{/* Those of one service, by its name: what its components and all services need, what it alone asks for, and its database. */}}
{{- define "rondo.secretsOf" -}}
principal-signing-key kafka-password kafka-client-key redis-password
{{- $own := dict
  "gateway" "cursor-key"
  "accounts" "auth-secret"
  "notifications" "vapid-keys webhook-encryption-key"
  "assistant" "openai-api-key"
}}
{{- with get $own . }} {{ . }}{{ end }}
{{- if ne . "gateway" }} smtp-url {{ . }}-database-url {{ . }}-migration-url{{ end }}
{{- end }}
