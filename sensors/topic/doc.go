// Package topic reads the messages of an MQTT topic as a sensor.
//
//	{"temperature": 21.5, "humidity": 40}   an object: keys are channels, "a.b" looks inside
//	[0.1, 0.2, 9.8]                         a list, in the order of the channels
//	21.5                                    a number, for one channel
//	        -> internal/mqtt -> New -> sensors.Source
//
// Start with [New]. Time is when a message came. The broker may go away: the connection is
// made again, and the next sample begins a new run, as after messages that came too fast or
// could not be read. What the broker has kept (retained) is not read: nobody knows how old it
// is.
//
// Limit: a sample is one message; channels on several topics are several sources, merged.
package topic
