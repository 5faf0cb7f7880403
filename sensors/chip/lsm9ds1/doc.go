// Package lsm9ds1 reads the accelerometer, gyroscope and magnetometer LSM9DS1 of ST over
// I2C, the motion sensor of the Sense HAT.
//
//	0x6A or 0x6B -> m/s^2 x y z, rad/s x y z ; 0x1C or 0x1E -> uT x y z
//
// Start with [NewI2C]. The chip runs at the first of its rates that is at least twice
// the one asked for, and each reading takes the newest sample.
//
// # Data sheet
//
// ST DocID025715, LSM9DS1, revision 3, sections 2.1 "Sensor characteristics", 7 and 8.
//
// Limit: a reading is up to one period of the chip old, half of that of the readings;
// for spectra take a chip whose FIFO is read here. The axes are those printed in the
// data sheet, in which the magnetometer's X points the other way.
package lsm9ds1
