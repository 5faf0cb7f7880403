package optim

import (
	"maps"
	"slices"
	"strings"
)

// rateRules lists the rules of the rates, one file each.
var rateRules = map[string]func(Options) Rates{
	"backmatch":        newCentred,
	"backmatch-scalar": newScalar,
	"constant":         newConstant,
	"lars":             newLARS,
	"amplify":          newAmplify,
	"freeze":           newFreeze,
}

// updaters lists the updaters, one file each.
var updaters = map[string]func(Options) Updater{
	"sgd":      newSGD,
	"momentum": newMomentum,
	"nesterov": newNesterov,
	"adam":     newAdam,
	"adamw":    newAdamW,
}

// names lists the keys of m for an error message.
func names[T any](m map[string]T) string {
	return strings.Join(slices.Sorted(maps.Keys(m)), ", ")
}
