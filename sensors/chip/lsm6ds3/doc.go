// Package lsm6ds3 reads the accelerometers and gyroscopes LSM6DS3, LSM6DSL and
// LSM6DS3TR-C of ST over I2C, out of the chip's FIFO.
//
//	chip's clock -> FIFO (words: gyroscope x y z, accelerometer x y z) -> Drain
//	             -> m/s^2 x y z, rad/s x y z
//
// Start with [NewI2C]. The chip says with each burst where in the pattern its next
// word lies; a burst that does not begin with a sample starts the FIFO anew.
//
// # Data sheet
//
// ST DocID026899, LSM6DS3, sections 5 "FIFO" and 9 "Register description"; ST
// DocID028475, LSM6DSL.
//
// Limit: both sensors run at one rate; no step counter, no temperature.
package lsm6ds3
