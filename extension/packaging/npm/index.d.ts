/** The affix file and the word file, as Hunspell reads them. */
declare const dictionary: { aff: Uint8Array; dic: Uint8Array }
export default dictionary
