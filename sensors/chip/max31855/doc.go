// Package max31855 reads the thermocouple converter MAX31855 of Maxim over SPI.
//
//	32 bits -> degC of the thermocouple, degC of its cold end
//
// Start with [NewSPI]. An open or shorted thermocouple is an error that names it; a
// line that is stuck is one too.
//
// # Data sheet
//
// Maxim 19-5793, tables 2 to 5.
//
// Limit: the chip corrects the thermocouple as if it were linear.
package max31855
