// Package telemetry shows a learner to the world and takes wishes from it, over HTTP.
//
//	Service.State, Service.Health, Live -> Server -> page, /api/state, /api/live, /metrics, /healthz
//	/api/label, /api/rollback, /api/pause -> Server -> Service
//
// Start with [New] and [Server.Serve]. The page (package page) is one reader among
// others; docs/service.md describes the interface.
//
// The network is not trusted: without a token the server listens on loopback alone, it
// refuses what another site's page asks, and every reader has a limit of bytes and of
// time. Limit: no TLS; put a proxy in front of it where the network is not yours.
package telemetry
