package record

var (
	determiners = set("the a an his her its their one another")
	// heads of titles and of what acts without a name
	roles = set(`president minister premier chancellor chairman chairwoman chair leader king queen prince princess emir sultan pope
		secretary ambassador envoy commissioner governor mayor senator congressman congresswoman lawmaker mp judge justice prosecutor
		general admiral colonel captain major lieutenant commander marshal sergeant inspector constable superintendent
		spokesman spokeswoman spokesperson official officials police ministry government negotiator mediator director manager
		chief head boss executive founder owner analyst economist lawyer attorney professor doctor researcher scientist teacher
		coach author editor writer resident witness witnesses farmer fisherman activist adviser advisor deputy speaker treasurer
		dr mr mrs ms mx sir lord lady prof gen lt col maj capt sen rep gov sgt bishop archbishop imam rabbi sheikh
		representative delegate councillor coroner firefighter nurse driver passenger engineer historian campaigner architect
		company agency tribunal court committee commission council bank union party university hospital club firm group department
		board institute association watchdog regulator operator airline newspaper movement militia faction alliance bloc junta congress senate
		member presenter organiser organizer curator barrister campaigner player striker mother father brother sister son daughter
		survivor victim student pupil parent neighbour neighbor friend fan artist singer actor actress musician journalist reporter
		blogger surgeon physician psychologist investor trader strategist geologist biologist meteorologist volunteer priest vicar
		soldier sailor pilot skipper keeper clerk experts scientists researchers analysts doctors residents teachers authors activists
		campaigners critics rescuers firefighters medics workers economists diplomats diplomat
		authorities army military navy parliament cabinet lawmakers ministers leaders prosecutors investigators organisers organizers`)
	roleModifiers = set(`former deputy vice senior acting foreign prime defence defense trade economy finance interior health justice energy
		transport agriculture fisheries education environment labour labor culture state party opposition chief new local retired
		military team press company central bank national political rebel union security supreme high general assistant interim
		outgoing incoming junior special federal regional provincial city district home veteran independent market fire harbour port
		climate human rights research science news executive managing cabinet senate house government police army navy`)
	abbreviatedTitles = set("dr mr mrs ms prof gen lt col maj capt sen rep gov sgt st jr sr")
	// roles that are a body of people, not a person's title
	bodyRoles = set(`movement militia faction alliance bloc junta congress senate ministry government police parliament cabinet army military navy authorities officials ministers leaders lawmakers
		prosecutors investigators organisers organizers witnesses company agency tribunal court committee commission council bank union
		party university hospital club firm group department board institute association watchdog regulator operator airline newspaper`)
	ofHeads = set(`republic federation kingdom ministry bank university union state states commonwealth principality emirate duchy
		house council league organisation organization city department office court institute college association confederation`)
	bodyWords = set(`ministry party front university bank commission council inc ltd corp company agency news union association league
		institute committee court club fund group army force forces police government republic federation kingdom states times herald
		post radio parliament congress senate assembly authority office department church foundation islands island bay street river
		lake sea airport port hall house agreement treaty pact accord accords convention charter memorandum protocol declaration act plan
		war olympics cup prize day center centre school college hospital`)
	// roles whose "of" names a country
	nationalRoles = set("president premier minister chancellor king queen emir sultan government parliament army leader")
	leading       = set("president premier minister chancellor chairman king queen emir sultan leader")
	sectors       = map[string]string{
		"president": "GOV", "minister": "GOV", "premier": "GOV", "chancellor": "GOV", "king": "GOV", "queen": "GOV", "ministry": "GOV",
		"government": "GOV", "ambassador": "GOV", "cabinet": "GOV", "mayor": "GOV", "governor": "GOV",
		"general": "MIL", "admiral": "MIL", "colonel": "MIL", "army": "MIL", "navy": "MIL", "military": "MIL", "marshal": "MIL",
		"police": "COP", "judge": "JUD", "justice": "JUD", "prosecutor": "JUD", "parliament": "LEG", "congress": "LEG", "senate": "LEG", "senator": "LEG", "lawmaker": "LEG",
	}
	capitalFunctionWords = set(`the a an this that these those it we i you my our your in on at for from by with after before during while when
		where if as but and or so yet however although though since because according meanwhile both some many most all two three four
		no not what who how why under earlier later now then also there here to of he she they his her its their one each every
		despite among amid within without such other another following last next today yesterday tomorrow tonight once only even still
		more less about over between against until unless whether which just perhaps nearly almost speaking asked`)
	weekdayOrMonth = set(`monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
		october november december`)
	adverbs = set(`also later earlier then again however meanwhile further formally jointly officially today yesterday reportedly both
		finally previously repeatedly now already recently quietly`)
	auxiliaries   = set("has have had")
	clauseOpeners = set(", ; : — – - and but that which as while when after before because ” \" » ) which where though although")

	verbsOfSpeech = set(`said says say told tells wrote writes asked asks added adds replied warned warns insisted stated states announced
		emphasized emphasised stressed noted explained admitted confirmed declared argued claimed continued tweeted responded promised
		acknowledged joked recalled remarked concluded predicted suggested complained pledged vowed testified`)
	// verbs that take "that" and mean that it was said
	thatVerbs = set(`said says told stated states announced added emphasized emphasised stressed noted explained admitted confirmed declared
		argued claimed insisted warned acknowledged testified promised pledged predicted`)
)
