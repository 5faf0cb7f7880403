package main

// long are the tests that take a night: every conversion of a float32, 10,000 steps of
// drift, eight simulated hours, 500 power cuts, 1,000 kills, 100 deployments.
func (e *env) long() []step {
	return []step{e.goTest("long tests", nil, "-timeout=3h", "-run", "Drift|Soak|Cuts|PowerCut|Kill|RandomFaults|ToF16",
		"./fixedpoint", "./nn/integer", "./nn/quantise", "./firmware/service", "./firmware/deploy", "./cross/vm", "./cross/vm/witness", "-long")}
}
