// Package adxl345 reads the accelerometer ADXL345 of Analog Devices over I2C or SPI,
// out of the chip's FIFO.
//
//	chip's clock -> FIFO (32 samples) -> Drain -> m/s^2 x y z
//
// Start with [NewI2C] or [NewSPI]. (The driver of periph reads each byte in a transfer
// of its own and drops the errors.)
//
// # Data sheet
//
// Analog Devices ADXL345, revision E, tables 1, 7 and 19.
//
// Limit: no taps and no activity detection. The rate is that of the chip, which is
// within a few per cent of the nominal one.
package adxl345
