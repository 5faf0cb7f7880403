// Command statistics measures what happens where the statistics of the normalisation, or
// of batch normalisation, follow a stream without labels: the table of docs/continual.md.
//
//	go run ./examples/statistics [-seeds N] DIR[:CHANNELS[:NEW CHANNELS]] …
//
//	folder -> train -> target_adapt -> keep, mean, mean and deviation, batch norm
//	                -> mutual information of each -> what the rule takes -> one line
//
// The rule takes the candidate with the most mutual information between window and
// answer, H(mean p) - mean H(p), where it is by 5 % more than with the statistics of the
// source. Start with main.go; candidates.go makes the candidates.
//
// Limit: classifications only.
package main
