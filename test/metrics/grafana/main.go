// The dashboard against the schema that Grafana publishes: `npm run grafana`. Every field is one that Grafana knows, of its type, and none that
// it requires is missing, in the dashboard as in the options of each kind of panel. Exit code 0 when nothing is wrong.
package main

import (
	"fmt"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

func main() {
	plugins.RegisterDefaultPlugins()
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	board := dashboard.Dashboard{}
	// an error may be a list of problems that is empty
	for _, err := range []error{board.UnmarshalJSONStrict(text), board.Validate()} {
		if err != nil && err.Error() != "" {
			fmt.Println(err)
			os.Exit(1)
		}
	}
	fmt.Println(len(board.Panels), "panels and rows: nothing is wrong")
}
