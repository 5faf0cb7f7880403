// Package mpu6050 reads the accelerometers and gyroscopes MPU-6050, MPU-6500 and
// MPU-9250 of InvenSense over I2C, out of the chip's FIFO.
//
//	chip's clock -> FIFO (1024 or 512 bytes) -> Drain -> m/s^2 x y z, rad/s x y z [, degC]
//
// Start with [NewI2C]. The chip samples at its own steady rate; the program only has
// to empty the FIFO before it fills. Periph has a driver for the MPU-9250, but it reads
// each byte in a transfer of its own, so that the halves of a value may come from two
// samples.
//
// # Data sheets
//
// InvenSense RM-MPU-6000A-00, "MPU-6000 and MPU-6050 Register Map and Descriptions",
// revision 4.2; RM-MPU-9250A-00, revision 1.6; registers are cited by their decimal
// number there.
//
// Limit: at 1 kHz, 12 bytes a sample are 108 kbit/s, more than a bus at 100 kHz can
// carry: set dtparam=i2c_arm_baudrate=400000. The magnetometer of the MPU-9250 is not
// read.
package mpu6050
