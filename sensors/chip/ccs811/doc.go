// Package ccs811 reads the gas sensor CCS811 of ScioSense over I2C, through the driver
// of periph.
//
//	bus -> identity, application -> periph.io/x/devices/v3/ccs811 -> ppm eCO2, ppb TVOC
//
// Start with [NewI2C]. The chip wants 20 minutes to warm up, and it stretches the clock:
// on a Raspberry Pi up to the 3, use a bus at 10 kHz or the overlay i2c-gpio.
//
// # Data sheet
//
// ams CC-000619-DS, CCS811, section "Application register overview".
//
// Limit: the baseline is not stored.
package ccs811
