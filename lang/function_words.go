package lang

import "strings"

// functionWords are forms (Term.Form), for the languages most read.
var functionWords = func() map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(`
a about after again against all also although am an and another any are as at be because been before being between both but by can could
did do does doing down during each even for from further get had has have having he her here hers him his how i if in into is it its
just like made make may me might more most much must my no nor not now of off on once one only or other our out over own said same say says
she should since so some such than that the their them then there these they this those through to too two under until up upon us very was we were
what when where which while who whom whose why will with would you your yesterday today monday tuesday wednesday thursday friday saturday sunday
according told reported reports report news
aber als am an auch auf aus bei bis das dass dem den der des die durch ein eine einem einen einer eines er es fur hat haben ich ihr im in ist
kann mit nach nicht noch nur oder seine sein seit sich sie sind uber um und unter vom von vor war waren wenn werden wie wir wird wurde wurden zu zum zur
au aux avec ce ces cette comme dans de des du elle elles en est et etait etre fait il ils la le les leur lui mais ne nous on ont ou par pas plus pour
qu que qui sa se ses son sont sur un une vous
al ante con contra cuando de del desde donde el ella ellos en entre era es esta este estos fue ha han hasta la las lo los mas muy no o para pero por que
se ser si sin sobre su sus tambien tras un una y ya
che chi ci con da dai dal dalla degli dei del della delle di e ed era gli ha hanno il in io la le lo ma nel nella non o per piu quando quello questa questo
se si sono su sua suo tra un una uno
aan als bij dat de den der die dit door een en er had heeft het hij hun in is maar met naar niet nog of om onder ook op over te tegen tot uit van voor was
wat werd wordt zich zij zijn ze
ao aos as com como da das de do dos e ela ele eles em entre era foi ha isso mais mas na nao nas no nos o os ou para pela pelo por quando que se sem ser
seu sua tambem um uma
а без бы был была были было в во все для до его ее если же за и из или им их к как ко когда на не нет но о об он она они от по при с со так также то
у уже что чтобы это этого
`) {
		set[word] = true
	}
	return set
}()

// IsFunctionWord tells words that say how a sentence is built, or what every
// report says, and not what this one tells. Counting would show that too, but
// only after some hundred reports, and the first stories of a day must be right
// as well. The word is a form (Term.Form); it is taken for one in whichever
// language it could be.
func IsFunctionWord(form string) bool { return functionWords[form] }
