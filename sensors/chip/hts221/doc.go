// Package hts221 reads the humidity sensor HTS221 of ST over I2C, the hygrometer of
// the Sense HAT.
//
//	12.5 Hz inside -> raw words -> line through two calibration points -> degC, %RH
//
// Start with [NewI2C].
//
// # Data sheet
//
// ST DocID026333, HTS221, sections "Register description" and "Calibration registers".
//
// Limit: the heater is not used.
package hts221
