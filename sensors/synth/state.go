package synth

// State is the condition of the machine, the class of each sample.
type State uint8

// The states.
const (
	Balanced    State = iota // what is left of imbalance after balancing
	Imbalance                // a mass off the axis: force grows with the square of the speed
	BearingWear              // a pit in the outer race: bursts at the rate the balls pass it
	LooseMount               // a foot that lifts: half orders, harmonics and rattle
	states      = 4
)

// States returns the names of the states, in the order of the classes.
func States() []string { return []string{"balanced", "imbalance", "bearing_wear", "loose_mount"} }

// severity is how strongly a state excites each cause. Accelerations are in m/s²
// at the nominal speed.
type severity struct {
	imbalance float32 // once per turn, in the plane of the disc
	burst     float32 // height of one burst
	loose     float32 // of the lifting foot
}

// severities follow the usual order of size on small fans and pumps: ISO 10816-1
// class I calls 0.7 mm/s good and 4.5 mm/s bad, which at 25 Hz are 0.16 and
// 1.0 m/s² of amplitude.
func severities() [states]severity {
	return [states]severity{
		Balanced:    {imbalance: 0.16, burst: 0.05, loose: 0},
		Imbalance:   {imbalance: 1.0, burst: 0.05, loose: 0},
		BearingWear: {imbalance: 0.2, burst: 1.0, loose: 0},
		LooseMount:  {imbalance: 0.3, burst: 0.05, loose: 0.6},
	}
}
