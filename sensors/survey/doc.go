// Package survey finds the sensors of a board, as i2cdetect does and more.
//
//	/dev/i2c-*, /dev/spidev*, 1-Wire, IIO, the board itself -> Board -> Report
//
// Start with [Board]. On I2C it only reads (see chip.Scan), and leaves alone what a driver of
// the kernel holds. Every find comes with the configuration line that opens it.
//
// Limit: a chip on SPI cannot be found, only its port.
package survey
