// Package scd4x reads the carbon dioxide sensors SCD40 and SCD41 of Sensirion over I2C,
// through the driver of periph.
//
//	bus -> periph.io/x/devices/v3/scd4x -> ppm, degC, %RH
//
// Start with [NewI2C]. The chip measures every 5 s; each word has a checksum.
//
// # Data sheet
//
// Sensirion "Datasheet SCD4x", section 3.5 "Basic commands".
//
// Limit: Sense may block for up to 6 s, and a context does not end it sooner.
package scd4x
