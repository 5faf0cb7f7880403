// Package mqtttest is a broker inside of a test.
//
//	Start(t) -> Broker{Address} <- clients
//	         -> Broker.Wait(topic) -> payload
//
// Start with [Start]. Limit: no persistence and no TLS.
package mqtttest
