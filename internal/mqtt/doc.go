// Package mqtt is a client of an MQTT broker that comes back by itself.
//
//	Options -> Dial -> Client.Publish(Message)          -> broker
//	broker  -> a topic of Options.Subscribe -> Handle(Message)
//
// Start with [Dial]: it returns at once and connects in the background, again and
// again, until [Client.Close]. Subscriptions and the message that says "online" are
// sent after each connection, the last will is sent by the broker.
//
// Limit: MQTT 5 over TCP or TLS; what is published while the broker is away is lost,
// and Publish says so.
package mqtt
