/**
 * What is shown where (CONTRACT: "What is shown where", "Direction and who may write what"), written out.
 * A calendar without an entry for the organisation is read as the role `none`.
 */

/**
 * Entries from Outlook: visibility in Lupax. Each cell has a letter per visibility that a person set in Lupax
 * (public, notes_private, title_and_notes_private): P, N, T as in the setting; `x` taken back, `.` left alone.
 */
export const FROM_OUTLOOK = `
role                              sensitivity   off       to_lupax  to_outlook  both
none                              normal        ...       xxx       xxx       xxx
none                              personal      ...       xxx       xxx       xxx
none                              private       ...       xxx       xxx       xxx
none                              confidential  ...       xxx       xxx       xxx
freeBusyRead                      normal        ...       TTT       ...       TTT
freeBusyRead                      personal      ...       TTT       ...       TTT
freeBusyRead                      private       ...       TTT       ...       TTT
freeBusyRead                      confidential  ...       TTT       ...       TTT
limitedRead                       normal        ...       NNT       ...       NNT
limitedRead                       personal      ...       NNT       ...       NNT
limitedRead                       private       ...       TTT       ...       TTT
limitedRead                       confidential  ...       TTT       ...       TTT
read                              normal        ...       PNT       ...       PNT
read                              personal      ...       NNT       ...       NNT
read                              private       ...       TTT       ...       TTT
read                              confidential  ...       TTT       ...       TTT
write                             normal        ...       PNT       ...       PNT
write                             personal      ...       NNT       ...       NNT
write                             private       ...       TTT       ...       TTT
write                             confidential  ...       TTT       ...       TTT
delegateWithoutPrivateEventAccess normal        ...       PNT       ...       PNT
delegateWithoutPrivateEventAccess personal      ...       NNT       ...       NNT
delegateWithoutPrivateEventAccess private       ...       TTT       ...       TTT
delegateWithoutPrivateEventAccess confidential  ...       TTT       ...       TTT
delegateWithPrivateEventAccess    normal        ...       PNT       ...       PNT
delegateWithPrivateEventAccess    personal      ...       NNT       ...       NNT
delegateWithPrivateEventAccess    private       ...       TTT       ...       TTT
delegateWithPrivateEventAccess    confidential  ...       TTT       ...       TTT
custom                            normal        ...       TTT       ...       TTT
custom                            personal      ...       TTT       ...       TTT
custom                            private       ...       TTT       ...       TTT
custom                            confidential  ...       TTT       ...       TTT
unknown                           normal        ...       TTT       ...       TTT
unknown                           personal      ...       TTT       ...       TTT
unknown                           private       ...       TTT       ...       TTT
unknown                           confidential  ...       TTT       ...       TTT
`;

/**
 * Entries from Lupax whose event got the sensitivity in Outlook. Each direction has a cell per visibility in Lupax (P, N,
 * T), each cell what comes out: sensitivity (n normal, p personal, v private, c confidential), notes in Outlook (f in
 * full, l the link line), visibility in Lupax; `...` nothing is written.
 */
export const FROM_LUPAX = `
role                              sensitivity   off           to_lupax      to_outlook    both
none                              normal        ... ... ...   ... ... ...   ... ... ...   ... ... ...
none                              personal      ... ... ...   ... ... ...   ... ... ...   ... ... ...
none                              private       ... ... ...   ... ... ...   ... ... ...   ... ... ...
none                              confidential  ... ... ...   ... ... ...   ... ... ...   ... ... ...
freeBusyRead                      normal        ... ... ...   ... ... ...   nfP nfN vfT   nfP nfN vfT
freeBusyRead                      personal      ... ... ...   ... ... ...   pfP pfN vfT   pfN pfN vfT
freeBusyRead                      private       ... ... ...   ... ... ...   vfP vfN vfT   vfT vfT vfT
freeBusyRead                      confidential  ... ... ...   ... ... ...   cfP cfN cfT   cfT cfT cfT
limitedRead                       normal        ... ... ...   ... ... ...   nfP nfN vfT   nfP nfN vfT
limitedRead                       personal      ... ... ...   ... ... ...   pfP pfN vfT   pfN pfN vfT
limitedRead                       private       ... ... ...   ... ... ...   vfP vfN vfT   vfT vfT vfT
limitedRead                       confidential  ... ... ...   ... ... ...   cfP cfN cfT   cfT cfT cfT
read                              normal        ... ... ...   ... ... ...   nfP nlN vfT   nfP nlN vfT
read                              personal      ... ... ...   ... ... ...   pfP plN vfT   plN plN vfT
read                              private       ... ... ...   ... ... ...   vfP vlN vfT   vfT vfT vfT
read                              confidential  ... ... ...   ... ... ...   cfP clN cfT   cfT cfT cfT
write                             normal        ... ... ...   ... ... ...   nfP nlN vfT   nfP nlN vfT
write                             personal      ... ... ...   ... ... ...   pfP plN vfT   plN plN vfT
write                             private       ... ... ...   ... ... ...   vfP vlN vfT   vfT vfT vfT
write                             confidential  ... ... ...   ... ... ...   cfP clN cfT   cfT cfT cfT
delegateWithoutPrivateEventAccess normal        ... ... ...   ... ... ...   nfP nlN vfT   nfP nlN vfT
delegateWithoutPrivateEventAccess personal      ... ... ...   ... ... ...   pfP plN vfT   plN plN vfT
delegateWithoutPrivateEventAccess private       ... ... ...   ... ... ...   vfP vlN vfT   vfT vfT vfT
delegateWithoutPrivateEventAccess confidential  ... ... ...   ... ... ...   cfP clN cfT   cfT cfT cfT
delegateWithPrivateEventAccess    normal        ... ... ...   ... ... ...   nfP nlN vlT   nfP nlN vlT
delegateWithPrivateEventAccess    personal      ... ... ...   ... ... ...   pfP plN vlT   plN plN vlT
delegateWithPrivateEventAccess    private       ... ... ...   ... ... ...   vfP vlN vlT   vlT vlT vlT
delegateWithPrivateEventAccess    confidential  ... ... ...   ... ... ...   cfP clN clT   clT clT clT
custom                            normal        ... ... ...   ... ... ...   nfP nfN vfT   nfP nfN vfT
custom                            personal      ... ... ...   ... ... ...   pfP pfN vfT   pfN pfN vfT
custom                            private       ... ... ...   ... ... ...   vfP vfN vfT   vfT vfT vfT
custom                            confidential  ... ... ...   ... ... ...   cfP cfN cfT   cfT cfT cfT
unknown                           normal        ... ... ...   ... ... ...   nfP nfN vfT   nfP nfN vfT
unknown                           personal      ... ... ...   ... ... ...   pfP pfN vfT   pfN pfN vfT
unknown                           private       ... ... ...   ... ... ...   vfP vfN vfT   vfT vfT vfT
unknown                           confidential  ... ... ...   ... ... ...   cfP cfN cfT   cfT cfT cfT
`;
