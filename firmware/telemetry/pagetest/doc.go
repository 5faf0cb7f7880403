// Package pagetest drives the page of the service in a real browser, headless Chromium.
//
//	a service, real or a double -> page -> Chromium -> clicks, text, console, screenshots
//
// Start with TestPage, which shows the odd moments with a double of the service, and
// TestService, which clicks on a running one. Screenshots of the documentation are
// drawn with
//
//	go test ./firmware/telemetry/pagetest -run Pictures -update
//
// Limit: where Chromium is missing the tests skip; with CI=true they fail.
package pagetest
