//go:build plot

// Package chart draws curves beside each other into an SVG or PNG file.
//
//	Panel{Lines} … -> Save -> FILE.svg
//
// Start with [Save]. The package is built with -tags plot alone: its libraries are
// larger than the whole of edgetune, and a device draws nothing.
//
// Limit: nine lines a panel can be told apart.
package chart
