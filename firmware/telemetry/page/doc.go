// Package page is the web page of the always-on service, inside the binary.
//
//	browser -> Handler -> index.html, page.css, *.js, uPlot
//	the scripts -> api/state, api/live (telemetry) -> panels
//	a click -> api/label, api/rollback, api/pause (telemetry) -> the learner
//
// Start with [Handler]. The scripts are modules as a browser reads them: no framework,
// no build, and nothing is fetched from another machine. main.js joins the panels.
//
// Limit: curves of loss and accuracy begin when the page is opened; it asks the service
// for the present only.
package page
