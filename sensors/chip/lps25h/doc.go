// Package lps25h reads the pressure sensor LPS25H of ST over I2C, the barometer of the
// Sense HAT.
//
//	12.5 or 25 Hz inside -> pressure and temperature registers -> degC, Pa
//
// Start with [NewI2C].
//
// # Data sheet
//
// ST DocID023722, LPS25H, sections "Register description" and "Pressure data".
//
// Limit: the FIFO and its moving average are not used.
package lps25h
