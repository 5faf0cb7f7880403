// Package ina219 reads the current and power monitor INA219 of Texas Instruments over
// I2C, through the driver of periph.
//
//	bus -> periph.io/x/devices/v3/ina219 -> A, V, W
//
// Start with [NewI2C]. Power is the product of the other two here, because the chip's
// power register has no sign.
//
// # Data sheet
//
// Texas Instruments SBOS448.
//
// Limit: periph's driver sets the range of 16 V and averages over 128 conversions.
package ina219
