// Receives Rondo's webhooks, with nothing but Go's standard library (1.21 or newer).
//
//	PORT=8000 WEBHOOK_SECRET=whsec_… go run receiver.go
//
// The module github.com/standard-webhooks/standard-webhooks/libraries does what verify does, if you would rather not have
// it in your own code.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

type event struct {
	Type      string          `json:"type"`
	Timestamp time.Time       `json:"timestamp"`
	Subject   string          `json:"subject"`
	Data      json.RawMessage `json:"data"`
}

const tolerance = 5 * time.Minute

// An event carries a whole task, with a description of up to some thousand characters.
const longestBody = 3_000_000

// In earnest: a unique column, written in the transaction of what the event makes you do.
var seen sync.Map

// verify checks a delivery as Standard Webhooks 1.0 signs it: that Rondo sent these bytes, and sent them now.
func verify(secret string, header http.Header, body []byte) error {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) == 0 {
		return errors.New("the secret is to be whsec_ and base64")
	}
	id, timestamp := header.Get("webhook-id"), header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if id == "" || err != nil {
		return errors.New("the headers webhook-id, webhook-timestamp and webhook-signature are needed")
	}
	if age := time.Since(time.Unix(seconds, 0)); age > tolerance || age < -tolerance {
		return errors.New("the timestamp is too old or too new")
	}
	// The bytes as they came: JSON that was parsed and written again has another signature.
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.", id, timestamp)
	mac.Write(body)
	expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	// Two while a rotated secret is still valid. hmac.Equal tells nothing by the time that it takes.
	for _, signature := range strings.Split(header.Get("webhook-signature"), " ") {
		if hmac.Equal([]byte(signature), []byte(expected)) {
			return nil
		}
	}
	return errors.New("no signature matches")
}

func receive(secret string) http.HandlerFunc {
	return func(response http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(response, request.Body, longestBody))
		if err != nil {
			http.Error(response, "too long", http.StatusRequestEntityTooLarge)
			return
		}
		if err := verify(secret, request.Header, body); err != nil {
			http.Error(response, err.Error(), http.StatusUnauthorized)
			return
		}
		var received event
		if err := json.Unmarshal(body, &received); err != nil {
			http.Error(response, err.Error(), http.StatusBadRequest)
			return
		}
		id := request.Header.Get("webhook-id")
		// An event can come twice, always under the same id.
		if _, known := seen.LoadOrStore(id, true); !known {
			fmt.Println(id, received.Type, received.Subject)
		}
		response.WriteHeader(http.StatusNoContent)
	}
}

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8000"
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, receive(os.Getenv("WEBHOOK_SECRET"))))
}
