// Package iio reads the sensors that have a driver in the Linux kernel, through its
// Industrial I/O interface: hundreds of chips without a driver here.
//
//	/sys/bus/iio/devices/iio:deviceN -> Open -> polled:   in_temp_raw, _offset, _scale
//	                                         -> buffered: scan_elements, /dev/iio:deviceN
//
// Start with [List] and [Open]. Values are (raw + offset)·scale in the kernel's units
// (Documentation/ABI/testing/sysfs-bus-iio), turned into those of this project: degC, Pa,
// %RH, V, A, W, m/s^2, rad/s, uT, lux.
//
// A buffered source takes the kernel's time stamps; a polled one reads the files at the
// deadlines of a pace.Ticker. Limit: one buffer for each device, input channels.
package iio
