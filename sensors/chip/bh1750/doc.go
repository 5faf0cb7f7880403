// Package bh1750 reads the light sensor BH1750FVI of ROHM over I2C.
//
//	command "continuously H-resolution mode" -> 2 bytes -> lux
//
// Start with [NewI2C]. (The driver of periph sends the reset command in place of power
// on and power off, and cuts its result to whole lux.)
//
// # Data sheet
//
// ROHM "Digital 16bit Serial Output Type Ambient Light Sensor IC BH1750FVI", revision D.
//
// Limit: the window is taken to let all light through.
package bh1750
