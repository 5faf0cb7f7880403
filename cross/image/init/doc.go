// Command init is the first process of the SD-card image.
//
//	kernel -> init -> gokrazy.Boot (file systems, clock, network) -> dhcp, edgetune run, supervised
//
// Start with main. It tells the kernel's log, which a serial console shows, when the
// service is healthy.
//
// Limit: it runs what is in the image, nothing else.
package main
