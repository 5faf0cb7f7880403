// Package ina226 reads the current and power monitor INA226 of Texas Instruments over
// I2C.
//
//	shunt voltage / shunt, bus voltage, their product -> A, V, W
//
// Start with [NewI2C]. Current is computed from the shunt voltage here and not by the
// chip, whose calibration register is lost when its supply drops.
//
// # Data sheet
//
// Texas Instruments SBOS547.
//
// Limit: alerts are not used.
package ina226
