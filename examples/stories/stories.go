//go:build plot

package main

// story is what happens to one device.
type story struct {
	title       string
	data, model string
	channels    []int // of the stream, where they are not those of the model
	picture     string
	parts       []part
}

// part is a few sentences, then commands.
type part struct {
	text     string
	commands []string
	picture  bool
}

const opening = `# Three stories

What happens when a net that was trained at a desk meets the world: on recorded data, with
what the commands really print (one run, seed 1; [continual learning](continual.md) has
means of several and says how it works). Made by "go run -tags plot ./examples/stories".
Each picture shows how often the net was right about a window before it learned from it,
over the last hundred windows: as it was, and as it served while it learned.`

var stories = []*story{
	{
		title: "An activity recogniser meets a new person",
		data:  "data/har_dsads", model: "har.safetensors", picture: "story-person.svg",
		parts: []part{
			{
				text: `Four people wore a sensor on the right arm and did 19 things: sat, walked, rowed, jumped. A net
learns them from windows of accelerometer and gyroscope, five seconds each.`,
				commands: []string{"train --data data/har_dsads --channels 0-5 --out har.safetensors"},
			},
			{
				text: `Then two others put it on, one after the other, and it is right less often. They say what they
were doing, activity by activity. The net learns on a copy; what it learned serves only when windows that it
never learned from prove it better, and what it knew of the others is not lost.`,
				commands: []string{"tune --model har.safetensors --data data/har_dsads --gate --state person"}, picture: true,
			},
			{
				text: `What happened is on record, and can be undone. Generations are whole states; between them
lies a journal of every window.`,
				commands: []string{"history --state person"},
			},
			{
				text: `For ten minutes a friend wore it, and that should not have been learned. Forgetting goes back
to before that time and learns the rest again: the net is what it would be, had those
windows never arrived.`,
				commands: []string{"forget --state person --model har.safetensors --from 55m --to 65m", "history --state person"},
			},
		},
	},
	{
		title: "A fan changes speed",
		data:  "data/fan_accel", model: "fan.safetensors", picture: "story-fan.svg",
		parts: []part{
			{
				text: `An accelerometer of a few euros sits on a fan and tells from 1.3 seconds of its shaking how the
blades are weighted. It was trained at speeds of 20 to 60 percent.`,
				commands: []string{"train --data data/fan_accel --out fan.safetensors"},
			},
			{
				text:     `The fan is turned up, 65 to 80 percent, and shakes in ways that the net has not seen.`,
				commands: []string{"tune --model fan.safetensors --data data/fan_accel --gate --state fan"}, picture: true,
			},
			{
				text: `Is what serves what the record says? Learning again from the journal must lead to the same
bits, on this machine or on another one.`,
				commands: []string{"replay --state fan --model fan.safetensors"},
			},
			{
				text:     `Somebody wants the old net back. Nothing is lost by that; going back can be undone too.`,
				commands: []string{"rollback --state fan --to 1", "history --state fan"},
			},
		},
	},
	{
		title: "Gas sensors age over months",
		data:  "data/gas_drift", model: "gas.safetensors", picture: "story-gas.svg",
		parts: []part{
			{
				text: `Sixteen metal-oxide sensors tell six gases apart. Over months their coatings age, and the same
gas looks different. A net of the first two batches meets batches 3 to 5.`,
				commands: []string{"train --data data/gas_drift --out gas.safetensors"},
			},
			{
				text: `In those months nobody opened the bottle of toluene. A net that learns from what comes, and from
nothing else, follows the drift and forgets toluene altogether: look at its row.`,
				commands: []string{
					"tune --model gas.safetensors --data data/gas_drift --out naive.safetensors",
					"eval --model naive.safetensors --data data/gas_drift --split source_test",
				},
			},
			{
				text: `With a memory of 256 KiB, half of it windows from before, it follows the drift and keeps toluene.`,
				commands: []string{
					"tune --model gas.safetensors --data data/gas_drift --gate --out kept.safetensors",
					"eval --model kept.safetensors --data data/gas_drift --split source_test",
				}, picture: true,
			},
		},
	},
}
