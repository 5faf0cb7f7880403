// Package bmxx80 reads the temperature, pressure and humidity sensors BME280, BMP280
// and BMP180 of Bosch, through the driver of periph.
//
//	BME280: degC, Pa, %RH    BMP280, BMP180: degC, Pa
//
// Start with [NewI2C] or [NewSPI]. This package checks the chip's identity before
// periph's driver starts, keeps the bus error in the chain, and ends the driver's
// wait for a chip that never gets ready.
//
// # Data sheets
//
// BME280: Bosch Sensortec BST-BME280-DS002. BMP280: BST-BMP280-DS001.
// BMP180: BST-BMP180-DS000.
//
// Limit: a reading allocates some small buffers in periph's driver.
package bmxx80
