export const POST = ({ locals, request }) => locals.relais.beginSecondFactor(request, locals.who)
export const PATCH = ({ locals, request }) => locals.relais.turnOnSecondFactor(request, locals.who)
export const DELETE = ({ locals, request }) => locals.relais.turnOffSecondFactor(request, locals.who)
