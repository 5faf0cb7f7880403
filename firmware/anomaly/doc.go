// Package anomaly says how unlike the beginning a stream of readings has become,
// without labels and without a threshold to set.
//
//	readings -> Summary -> row a second -> Detector.Add -> score, alarm
//
// Start with [New] and one row a second; [Summary] makes such rows of faster sensors
// and of windows. The first rows, 400 by default, are taken for normal. Two views are
// then added: how far value, mean and spread of each channel are from the normal
// rows (Mahalanobis), and how badly the next row follows from the last two
// (autoregression). Each is the logarithm of its ratio to what 95 % of the normal
// rows stay below, so 0 is the edge of normal and an alarm is a score above 4.
//
// Limit: what fails while the first rows are read is normal from then on.
package anomaly
