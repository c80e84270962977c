/** Words that polecats without a name of their own are named after, by theme; a rig names its theme. */
export const themes = {
  'mad-max': words(`
    furiosa nux slit rictus capable toast dag cheedo valkyrie keeper morsov ace angharad coma
    organic dementus octoboss smeg vulture jack gyro lizard aunty blaster savannah scrooloose dinki
    feral humungus wez toecutter goose
  `),
  minerals: words(`
    agate amber basalt beryl calcite citrine cobalt copper corundum diorite dolomite feldspar flint
    fluorite gabbro galena garnet gneiss granite gypsum halite hematite jasper malachite marble
    mica obsidian olivine onyx opal pyrite quartz schist shale slate talc topaz zircon
  `),
  birds: words(`
    avocet bittern bunting buzzard chough coot cormorant crane curlew dipper dunlin egret falcon
    finch gannet godwit goshawk grebe heron hobby ibis jackdaw kestrel kite lapwing linnet magpie
    merlin osprey petrel plover puffin raven shrike siskin swift tern wren
  `),
} as const satisfies Record<string, readonly string[]>
export type Theme = keyof typeof themes
export const defaultTheme: Theme = 'mad-max'

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}
