// Package service is the learner that is always on.
//
//	edgetune.toml -> Load -> Config -> New -> Service.Run
//
//	sensors -> door (trust) -> windows -> net that serves -> answers -> page, MQTT
//	                             |
//	labels (page, MQTT, button, source) -> match -> queue -> firmware.Keeper -> state folder
//
// Start with [Load] and [New]. One goroutine reads the sensors, one learns; labels meet
// their windows in a ring that holds the last few thousand. docs/service.md follows one
// sample through all of it.
//
// Limit: nets for classes or values; an autoencoder answers nothing.
package service
