// Package bme680 reads the gas sensor BME680 of Bosch over I2C: temperature, pressure,
// humidity and the resistance of its heated gas layer.
//
//	heater profile -> forced measurement -> compensation -> degC, Pa, %RH, ohm
//
// Start with [NewI2C]. The resistance is raw: an index of air quality is left to the
// network, or to Bosch's closed library.
//
// # Data sheet
//
// Bosch Sensortec BST-BME680-DS001, sections 3.2 to 3.4 and 5.
//
// Limit: one heater step; the BME688, which answers with the same identity, is refused.
package bme680
