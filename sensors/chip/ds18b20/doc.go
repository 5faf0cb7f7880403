// Package ds18b20 reads the thermometers DS18B20 and DS18S20 of Maxim over 1-Wire,
// through the driver of periph.
//
//	bus -> search -> periph.io/x/devices/v3/ds18b20 -> degC
//
// Start with [New]. Each result has a checksum; 85 degC, which is what the chip shows
// before its first conversion, is refused.
//
// # Data sheet
//
// Maxim 19-7487, DS18B20, tables 1 to 3.
//
// Limit: the kernel's 1-Wire bus gives no strong pull-up, so the chip needs its supply
// wire, and the program needs root. The kernel's own driver for this chip is read
// through package host.
package ds18b20
