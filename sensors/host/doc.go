// Package host reads what a board says about itself: the temperature of its processor,
// its load, its clock, and whether the firmware of a Raspberry Pi slows it down. It is
// the sensor that is always there.
//
//	/sys, /proc -> Open -> temperature degC, load %, frequency Hz, undervoltage, throttled
//
// Start with [Open]. Thermometers on the kernel's 1-Wire bus are further channels, named
// as the kernel names them ("28-0316a2794bff"); they have to be asked for, because a
// reading takes 750 ms.
//
// Limit: a channel that this board lacks is left out; load is that of all cores together.
package host
