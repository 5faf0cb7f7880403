package synth

import (
	"math"

	"edgetune/fixedpoint"
)

// Numbers of the machine. The ball-pass ratio is that of a 6205 bearing, outer
// race (SKF; also the drive end of the CWRU test stand).
const (
	nominal  = 25.0  // Hz, the speed at which severities are given
	ballPass = 3.585 // balls that pass a point of the outer race per turn
	blades   = 5     // of the fan that loads the shaft
	fastest  = 6     // the highest order below which nothing folds back
	ring     = 0.29  // of the sampling rate: resonance of the bearing's seat
	ringing  = 0.90  // amplitude kept from one sample to the next
	wander   = 0.01  // of the speed
	slip     = 0.02  // of the time between balls
	loadHum  = 0.25  // m/s² of blade passing at nominal load and speed
)

// machine is the rotating machine during one episode. Phases are uint32, a whole
// turn being 2^32.
type machine struct {
	is      severity
	key     uint32
	shaft   uint32 // phase
	half    uint32 // phase at half the speed
	drift   uint32 // phase of the slow wander of the speed
	ball    uint32 // phase between two balls
	turn    float32
	force   float32 // (speed/nominal)²
	load    float32
	balls   uint32     // bursts so far
	swing   [2]float32 // the last two values of the ringing seat
	pole    [2]float32 // its recursion
	rattles uint32     // random numbers used for rattle
}

// newMachine starts an episode: turn is the part of a turn per sample.
func newMachine(key uint32, is severity, turn, speed, load float32) machine {
	ratio := speed / nominal
	m := machine{is: is, key: key, turn: turn, load: load, force: ratio * ratio}
	m.shaft, m.half = fixedpoint.Rand(key, 0), fixedpoint.Rand(key, 1)
	m.drift, m.ball = fixedpoint.Rand(key, 2), fixedpoint.Rand(key, 3)
	m.pole[0] = 2 * ringing * fixedpoint.CosTurn(phase(ring))
	m.pole[1] = -ringing * ringing
	return m
}

// phase turns a number of turns into a phase.
func phase(turns float64) uint32 {
	return uint32(int64(math.Floor((turns - math.Floor(turns)) * (1 << 32))))
}

// step advances by one sample and returns the acceleration of the machine's foot,
// in m/s², without gravity: x and y in the plane of the disc, z along the shaft.
func (m *machine) step() (a [3]float32) {
	turn := m.turn * (1 + float32(wander*fixedpoint.SinTurn(m.drift)))
	move := uint32(int64(turn * (1 << 32)))
	m.drift += move / 97 // some 0.3 Hz
	m.shaft += move
	m.half += move / 2
	m.addShaft(&a)
	m.addBearing(&a, turn)
	if m.is.loose > 0 {
		m.addLoose(&a)
	}
	return a
}

// addShaft adds imbalance, a slight misalignment, and the pull of the load.
func (m *machine) addShaft(a *[3]float32) {
	once := m.is.imbalance * m.force
	a[0] += float32(once * fixedpoint.CosTurn(m.shaft))
	a[1] += float32(0.8 * once * fixedpoint.SinTurn(m.shaft)) // the frame is stiffer upwards
	twice := 0.06 * m.force
	a[2] += float32(twice * fixedpoint.SinTurn(2*m.shaft))
	hum := loadHum * m.load * m.force
	a[1] += float32(0.4 * hum * fixedpoint.SinTurn(blades*m.shaft))
	a[2] += float32(hum * fixedpoint.CosTurn(blades*m.shaft))
}

// addBearing lets the seat ring: each ball that passes the pit strikes it, harder
// on the loaded side, and it decays.
func (m *machine) addBearing(a *[3]float32, turn float32) {
	before := m.ball
	jitter := 1 + float32(slip*(float32(2*fixedpoint.Uniform(fixedpoint.Rand(m.key, 16+m.balls)))-1))
	m.ball += uint32(int64(turn * ballPass * jitter * (1 << 32)))
	var strike float32
	if m.ball < before {
		m.balls++
		zone := 0.7 + float32(0.3*fixedpoint.CosTurn(m.shaft))
		strike = m.is.burst * m.force * zone * (0.5 + m.load)
	}
	y := float32(m.pole[0]*m.swing[0]) + (float32(m.pole[1]*m.swing[1]) + strike)
	m.swing[1], m.swing[0] = m.swing[0], y
	a[0] += float32(0.5 * y)
	a[1] += y
	a[2] += float32(0.3 * y)
}

// addLoose adds what a lifting foot does: it opens every second turn (half order),
// clips the motion (third order) and rattles while it is open.
func (m *machine) addLoose(a *[3]float32) {
	lift := m.is.loose * m.force
	a[1] += float32(lift * fixedpoint.SinTurn(m.half))
	a[1] += float32(0.5 * lift * fixedpoint.SinTurn(3*m.shaft))
	a[0] += float32(0.3 * lift * fixedpoint.CosTurn(3*m.half))
	if open := fixedpoint.SinTurn(m.half); open > 0 {
		rattle := fixedpoint.Normal(m.key+1, m.rattles)
		m.rattles++
		a[1] += float32(0.35 * lift * open * rattle)
		a[2] += float32(0.2 * lift * open * rattle)
	}
}
