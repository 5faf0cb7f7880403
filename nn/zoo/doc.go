// Package zoo holds the named nets, in the text form of nn.Parse.
//
//	zoo.Lookup("har-cnn") -> nn.Spec
//
// Start with [Lookup] and [Names]. Max-pooling comes before ReLU, which gives the
// same values and gradients and lets the map before it be forgotten.
package zoo
