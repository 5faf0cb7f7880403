package optim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Method is an optimiser under the name that people know it by.
type Method struct {
	Name    string
	Options Options   // Eta and Steps are left to the caller
	Eta     float64   // the base rate that it has when nobody sets one
	Grid    []float64 // base rates among which its best one lies, in rising order
	Flat    bool      // the rate stays, though the length of the stream is known
}

// flatSuffix asks for a method without decay, as in "adam:flat".
const flatSuffix = ":flat"

// larcTau is the cap of LARC, the one the product of scalars has too.
const larcTau = 0.02

// methods are the optimisers that can stand beside each other. A grid has three
// rates a decade, those of LARC two: beyond some rate its cap alone decides, and
// the grid goes on until that is so on every net that was tried.
var methods = []Method{
	{Name: "backmatch", Options: Options{Rates: "backmatch", Updater: "sgd"}, Eta: 1, Grid: factors},
	{Name: "backmatch-scalar", Options: Options{Rates: "backmatch-scalar", Updater: "sgd"}, Eta: scalarEta, Grid: decades(-2, 3, 2)},
	{Name: "sgd", Options: Options{Rates: "constant", Updater: "sgd"}, Eta: 0.01, Grid: decades(-4, 1, 3)},
	{Name: "momentum", Options: Options{Rates: "constant", Updater: "momentum"}, Eta: 0.01, Grid: decades(-4, 1, 3)},
	{Name: "nesterov", Options: Options{Rates: "constant", Updater: "nesterov"}, Eta: 0.01, Grid: decades(-4, 1, 3)},
	{Name: "adam", Options: Options{Rates: "constant", Updater: "adam"}, Eta: 1e-3, Grid: decades(-5, -1, 3)},
	{Name: "adamw", Options: Options{Rates: "constant", Updater: "adamw"}, Eta: 1e-3, Grid: decades(-5, -1, 3)},
	{Name: "lars", Options: Options{Rates: "lars", Updater: "sgd"}, Eta: larsEta, Grid: decades(-4, 0, 3)},
	{Name: "larc", Options: Options{Rates: "constant", Updater: "sgd", Tau: larcTau}, Eta: 1, Grid: decades(-2, 5, 2)},
	{Name: "amplify", Options: Options{Rates: "amplify", Updater: "sgd"}, Eta: amplifyEta, Grid: decades(-4, 1, 3)},
	{Name: "freeze", Options: Options{Rates: "freeze", Updater: "sgd"}, Eta: freezeEta, Grid: decades(-4, 1, 3)},
	{Name: "backmatch-momentum", Options: Options{Rates: "backmatch", Updater: "momentum"}, Eta: 1, Grid: factors},
}

// factors of tau: the grid of the centred step.
var factors = []float64{0.1, 0.2, 0.5, 0.7, 1, 1.4, 2, 5, 10}

// decades returns the powers of ten from 10^from to 10^to, per rates a decade, as
// they are written.
func decades(from, to, per int) []float64 {
	within := map[int][]string{2: {"1", "3"}, 3: {"1", "2.2", "4.6"}}[per]
	var grid []float64
	for e := from; e < to; e++ {
		for _, v := range within {
			grid = append(grid, written(v, e))
		}
	}
	return append(grid, written("1", to))
}

func written(digits string, e int) float64 {
	v, err := strconv.ParseFloat(digits+"e"+strconv.Itoa(e), 64)
	if err != nil {
		panic(err) // the digits are this file's own
	}
	return v
}

// Methods returns the names that [MethodByName] knows.
func Methods() []string {
	var all []string
	for _, m := range methods {
		all = append(all, m.Name)
	}
	return all
}

// MethodByName returns the method of that name; the suffix ":flat" takes its decay
// away.
func MethodByName(name string) (Method, error) {
	base, flat := strings.CutSuffix(name, flatSuffix)
	i := slices.IndexFunc(methods, func(m Method) bool { return m.Name == base })
	if i < 0 {
		return Method{}, fmt.Errorf("optim: unknown optimiser %q; there are %s", name, strings.Join(Methods(), ", "))
	}
	m := methods[i]
	m.Name, m.Flat, m.Grid = name, flat, slices.Clone(m.Grid)
	return m, nil
}

// New builds the optimiser for a stream of steps steps, at base rate eta.
func (m Method) New(eta float64, steps int, seed uint32) (*Optimizer, error) {
	o := m.Options
	o.Eta, o.Seed = eta, seed
	if !m.Flat {
		o.Steps = steps
	}
	return ByName(o)
}
