/** Every sentence of the spaces module that a person reads. */
export const messages = {
  tellingOfMembers: 'Tell who belongs to the space now',
  sendingInvitation: 'Send an invitation',
}
