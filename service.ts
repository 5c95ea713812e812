/**
 * `node service.ts NAME`: one subgraph, or the gateway, in a process of its own beside its sidecar; dapr/ tells with what around it.
 * `node service.ts migrate` brings the databases of all up to date, and ends.
 */
import { enableCompileCache } from 'node:module';

// What has been compiled is kept between starts, which takes a third off what a start costs.
enableCompileCache();
await import('./dapr/service/main.ts');
