// Package aht20 reads the humidity sensor AHT20 of Aosong over I2C, through the driver
// of periph.
//
//	bus -> periph.io/x/devices/v3/aht20 -> degC, %RH
//
// Start with [NewI2C]. A reading whose checksum is wrong is refused.
//
// # Data sheet
//
// Aosong "AHT20 Product manuals", sections 5.3 "Sensor reading process" and 6 "Signal
// conversion".
//
// Limit: a reading takes 80 ms.
package aht20
