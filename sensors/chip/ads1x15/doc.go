// Package ads1x15 reads the analog-to-digital converters ADS1115 (16 bit) and ADS1015
// (12 bit) of Texas Instruments over I2C.
//
//	inputs "0,1,2-3" -> one conversion after the other -> V
//
// Start with [NewI2C]. Each reading converts every input once, in single-shot mode,
// and waits until the chip says that it is done: its clock may be 10 % slow, and a
// result that is fetched too early is that of the input before. (The driver of periph
// waits for the nominal time alone.)
//
// # Data sheets
//
// ADS1113, ADS1114, ADS1115: SBAS444. ADS1013, ADS1014, ADS1015: SBAS473.
//
// Limit: the comparator is off.
package ads1x15
