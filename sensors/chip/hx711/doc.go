// Package hx711 reads the converter for load cells HX711 of Avia over two GPIO lines,
// through the driver of periph.
//
//	clock and data line -> periph.io/x/devices/v3/hx711 -> mV/V, or what the scale says
//
// Start with [New]. The result is the signal of the bridge per volt of its supply, which
// is what load cells are specified in; scale and offset turn it into newtons.
//
// # Data sheet
//
// Avia Semiconductor "HX711 24-Bit Analog-to-Digital Converter for Weigh Scales".
//
// Limit: the clock must not stay high for 60 µs, which a busy system cannot promise; a
// chip that was reset in this way shows all ones or a wrong value, and only the former
// is noticed here.
package hx711
