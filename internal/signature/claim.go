package signature

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/semver"
)

// Kind is what a signed file is.
type Kind string

// The kinds of files that are signed.
const (
	Release Kind = "release"
	Model   Kind = "model"
)

// Claim is what the signer says about a file: the text of the trusted comment,
// "edgetune KIND VERSION".
type Claim struct {
	Kind    Kind
	Version string // as in v1.2.3
}

// String is the trusted comment.
func (c Claim) String() string { return fmt.Sprintf("edgetune %s %s", c.Kind, c.Version) }

// ParseClaim reads a trusted comment.
func ParseClaim(comment string) (Claim, error) {
	words := strings.Split(comment, " ")
	if len(words) != 3 || words[0] != "edgetune" || !semver.IsValid(words[2]) {
		return Claim{}, fmt.Errorf("signature: trusted comment %.80q does not say what is signed; sign with minisign -t 'edgetune release v1.2.3'", comment)
	}
	return Claim{Kind(words[1]), words[2]}, nil
}

// ErrDowngrade is wrapped by the error of [CheckUpgrade].
var ErrDowngrade = errors.New("an older version")

// CheckUpgrade refuses to replace a version by an older one. A version that cannot be
// compared, such as that of a build without one, may be replaced by any.
func CheckUpgrade(from, to string) error {
	if semver.IsValid(from) && semver.IsValid(to) && semver.Compare(to, from) < 0 {
		return fmt.Errorf("signature: %s would replace %s: %w; --allow-downgrade does it all the same", to, from, ErrDowngrade)
	}
	return nil
}
