package doctor

// Severity says how bad a finding is.
type Severity string

// The severities, the worst last.
const (
	OK      Severity = "ok"
	Unknown Severity = "unknown" // the board does not tell
	Warn    Severity = "warn"    // learning works, worse or not for long
	Bad     Severity = "bad"     // it does not work
)

// Finding is one thing about the board.
type Finding struct {
	What     string   `json:"what"`
	Severity Severity `json:"severity"`
	Value    string   `json:"value"`
	Advice   string   `json:"advice,omitempty"`
}

func ok(what, value string) Finding      { return Finding{what, OK, value, ""} }
func unknown(what, value string) Finding { return Finding{what, Unknown, value, ""} }

func warn(what, value, advice string) Finding { return Finding{what, Warn, value, advice} }
func bad(what, value, advice string) Finding  { return Finding{what, Bad, value, advice} }

// checks is everything that is looked at, in the order of the table.
var checks = []func(Machine) []Finding{
	board, cores, features, memory, limits, buses, permissions, throttling, heat, governor,
	clock, storage, wear, writes, root, service,
}

// Examine looks at everything.
func Examine(m Machine) (all []Finding) {
	for _, check := range checks {
		all = append(all, check(m)...)
	}
	return all
}

// Healthy reports whether nothing is bad.
func Healthy(all []Finding) bool {
	for _, f := range all {
		if f.Severity == Bad {
			return false
		}
	}
	return true
}

func one(f Finding) []Finding { return []Finding{f} }
