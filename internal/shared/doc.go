// Package shared finds what tests share but the project does not hold: recorded data
// and fixtures.
//
//	EDGETUNE_SHARED, else ../shared beside the project -> Path -> a file or folder
//
// Start with [Path]. Limit: where the material is missing a test is skipped; only with
// CI=true does it fail.
package shared
