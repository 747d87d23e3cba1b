"""Sentences that the rules of danger must find, deny or doubt; one a line."""

from __future__ import annotations

DANGER = {
    "emergency": """
        I can't breathe properly since the injections
        Can't breathe!!!
        i am wheezing and it started ten minutes after the jabs
        she is gasping for air right now
        short of breath
        my throat is closing up
        i had to use my epipen
        my tongue is swelling up
        lips have swollen to twice the size
        my lips r swelling n i feel dizzy
        my face is swelling and i feel faint
        hives all over and i feel dizzy
        i think im having an allergic reaction and its severe
        I have suddenly lost the sight in my left eye
        everything went blurry in one eye after the filler
        i am seeing double since this morning
        terrible pain behind my eye since the injection
        one side of my face has dropped
        half my face wont move
        my speech is slurred
        my left arm has gone numb and i can't lift it
        i cant move my right leg
        the worst headache of my life came on suddenly
        crushing chest pain
        my husband has collapsed
        he passed out and wont wake up
        she is having a seizure
        my heart is racing and skipping since the session today
        i think im going to pass out
        call 999
        fever of 39 and the injection site is red and hot
        shivering uncontrollably and the skin is spreading red
        high temperature and I feel confused
        my skin has gone white and it hurts a lot
        the tip of my nose is turning purple and it is agony
        i can't swallow anything since yesterday
        can’t swallow my own spit
        water comes out of my nose when I drink
        """,
    "urgent_aftercare": """
        pus is coming out of the injection site
        the redness is spreading across my thigh
        it is hot and swollen and more painful every day
        red streaks running up my arm
        blisters have come up where i was injected
        the skin is turning black around the jab
        the wound wont heal
        I've got itchy bumps spreading all over
        hives came up all over my arms
        a cold sore has broken out since my lip treatment
        my smile is crooked but the hospital ruled out a stroke
        my eyes have gone yellow
        my urine is dark brown since the drip
        i havent passed any urine since yesterday
        my heart is racing and i am losing weight
        I shared a needle with my flatmate
        i just found out im pregnant and had a session last week
        a hard lump came up weeks after the injections
        still numb in my chin after two months
        a bald patch where they injected my scalp
        """,
    "self_harm": """
        i want to kill myself
        i don't want to live anymore
        I feel suicidal
        everyone would be better off without me
        i have been cutting myself again
        i want to end my life
        I wish I was dead
        there is no point in living
        took a whole packet of pills
        life is not worth living
        """,
}
# Nobody who writes this asks a question; no classifier is needed.
BEYOND_DOUBT = """
Emergency!
its an emergency
ambulance please
911
need paramedics here quick
get my mum an ambulanse
urgent call 999
my medicine is making me suicidal
i was in therapy and i am suicidal
the doctor says it healed but i am suicidal
tonight i am going to take all of them
i am thinking of taking all my pills tonight
wheezy since birth but right now i cannot breathe
epileptic since childhood, and he just had a fit on the stairs
had a stroke in 2016, tonight my speech is slurred
had cellulitis years ago, the redness is spreading since yesterday
had filler today and now my lips have ballooned
the hospital let me go this morning and now my lip is swelling
i am in a panic over my throat closing up
i hate thinking about needles but my throat is closing up now
i had an operation in may, now i have crushing chest pain
he has a hangover he says but his speech is slurred since this morning
i may be imagining it but i cant move my right leg
she had a fit over an hour ago
he had a fit about ten minutes ago
i cant breathe without my inhaler and its empty
nothing he says makes sense to me since the injections
the redness is growing up my arm and its hot
i cant go on the way it is
there is nobody with me not at the moment and my throat is closing
it is less swollen but my throat is tight and i cant breathe
no sense comes out of him, he is having a seizure and choking on his tongue
    she is gasping for air right now
    i had to use my epipen
    my face is swelling and i feel faint
    i am seeing double since this morning
    one side of my face has dropped
    my speech is slurred
    i cant move my right leg
    crushing chest pain
    call 999
    fever of 39 and the injection site is red and hot
    i can't swallow anything since yesterday
    I feel suicidal
    i want to end my life
    I wish I was dead
    """
DENIED = """
    i have no trouble breathing
    I'm breathing fine
    no wheezing at all
    I am not short of breath
    no swelling of the tongue
    no difficulty swallowing
    i can swallow fine
    without any chest pain
    I don't have chest pain
    no palpitations
    I haven't passed out
    I did not faint
    not dizzy not faint
    never had a seizure
    i am not having a stroke
    no slurred speech
    no numbness in my arm
    my vision is fine
    no double vision
    no blurred vision
    no allergic reaction
    no hives no rash
    I don't have a fever
    no temperature
    my temperature is normal
    neither fever nor chills
    no fever and the redness is going down
    no signs of infection
    there is no pus
    I have no pus or discharge
    no red streaks
    no lumps
    no blisters
    I have not got any blisters
    no yellow skin
    no black skin
    no cold sores
    the skin is not white and it does not hurt
    it doesn't hurt and the skin is not pale
    not suicidal
    I am not suicidal
    """
QUESTIONS = """
my skin is all right, i took one of my hay fever pills
do you have an emergency number
is it 112 for one session
need an emergency appointment for a botox top up
my uncle died by suicide long ago, may i still book
these scars are from a suicide attempt, healed since
my chest goes tight at the mere thought of needles
how do you say wheezing in polish, translation please
my left hand went numb after the operation on my elbow in spring
asthma, wheezing with the pollen, none at the moment
i nearly choked on my coffee at that quote
the tablets are hard, i cannot swallow your prices though
she will throw a fit when you move me again
less swollen than yesterday and the lips are soft
swollen tongue, a listed side effect
celeb trout lips, is that meso
looked in the mirror and nearly had a seizure, such wrinkles
is there a test first so nobody ends up unable to breathe
had eclampsia with fits at my last birth, son is four
    can it make you blind
    could i lose my eyesight
    is it true that people went blind
    is there a risk of losing my sight
    I read about a woman who went blind
    could mesotherapy cause a stroke
    my friend had a stroke years ago, can i have it
    I had a stroke ten years ago
    what if i have an allergic reaction
    my aunt had a severe allergic reaction once
    how likely is anaphylaxis
    how do you treat an anaphylactic shock
    heard someone had difficulty breathing after lemon bottle
    I have asthma, can i have treatment
    i am scared that i will stop breathing
    does it cause chest pain
    I had chest pain last year
    my mum died of a heart attack years ago
    i used to get palpitations
    should i tell you about my heart palpitations
    can you die from this
    has anyone had a seizure from it
    does lidocaine cause seizures
    saw on tiktok someone lost consciousness
    what do you do if someone collapses
    do people faint during the treatment
    what are the signs of infection
    what are the chances of infection
    how would i know if it was infected
    what should i do if i see pus
    is blood poisoning possible
    can i have treatment if i had sepsis in 2015
    what happens if my face swells up
    will my lips swell
    would i get hives
    is it normal that the skin is a bit swollen
    can injections cause blisters
    could my skin turn black
    is skin necrosis common
    will i have trouble swallowing
    can it leave lumps for months
    might i go numb
    can i book if i get cold sores
    do you use new needles
    are the needles shared
    can i get hiv from needles
    can i have it if i am pregnant
    could i be pregnant and have mesotherapy
    """


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]
